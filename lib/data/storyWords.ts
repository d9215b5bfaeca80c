/** The words that stories are made of; a test enumerates all stories of a shorter list. */
export interface StoryWords {
  girls: readonly string[];
  boys: readonly string[];
  things: readonly (readonly [one: string, many: string])[];
  looks: readonly string[];
  animals: readonly string[];
  moods: readonly string[];
  places: readonly string[];
  losses: readonly string[];
}

export const STORY_WORDS: StoryWords = {
  girls: ["Mia", "Zoe", "Ada", "Lily", "Nora", "Ruth"],
  boys: ["Tom", "Max", "Ben", "Hugo", "Finn", "Omar"],
  things: [
    ["kite", "kites"], ["box", "boxes"], ["key", "keys"], ["drum", "drums"], ["cup", "cups"], ["lamp", "lamps"],
    ["knife", "knives"], ["ring", "rings"], ["boat", "boats"], ["shoe", "shoes"], ["puppet", "puppets"],
    ["loaf", "loaves"],
  ],
  looks: [
    "red", "blue", "old", "tiny", "golden", "heavy", "odd", "warm", "dusty", "plain", "yellow", "ugly", "square",
    "wooden", "bright", "empty",
  ],
  animals: ["fox", "owl", "bear", "frog", "goat", "wolf", "mouse", "hen"],
  moods: ["sleepy", "angry", "shy", "merry", "hungry", "clever", "lonely", "polite", "jolly", "wise", "quiet", "ill"],
  places: [
    "well", "mill", "bridge", "river", "farm", "gate", "oven", "stable", "market", "castle", "pond", "cellar",
    "harbour", "windmill", "orchard", "tower",
  ],
  losses: ["lost", "hid", "dropped", "forgot", "buried", "left", "broke", "washed"],
};
