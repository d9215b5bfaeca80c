/** Whether someone who says `word` means this lesson: "5", "05" and "05-attention" are the same. */
export function namesLesson(word: string, lesson: string): boolean {
  const wanted = word.replace(/^\d(?=-|$)/, "0$&");
  return lesson === wanted || lesson.startsWith(`${wanted}-`);
}
