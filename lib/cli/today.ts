/** The date of today as ISO text, in UTC: the only clock of the commands that know an end. */
export const today = (): string => new Date().toISOString().slice(0, 10);
