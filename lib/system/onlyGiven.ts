/** Without the fields that are there but undefined, which would hide a default. */
export function onlyGiven<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}
