/** The majors of PostgreSQL that have a parameter table (lib/defaults/parameters). */
export const majors = ['15', '17', '18'] as const;
export type Major = (typeof majors)[number];
