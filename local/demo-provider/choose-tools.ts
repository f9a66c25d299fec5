import type { Tool } from './asked.ts';

/** The tools of which the text speaks, else the first. */
export const fittingTools = (tools: readonly Tool[], text: string): readonly Tool[] => {
  const spokenOf = tools.filter(({ name }) => text.includes(name));
  return spokenOf.length > 0 ? spokenOf : tools.slice(0, 1);
};

export const toolsNamed = (tools: readonly Tool[], wanted: string): readonly Tool[] =>
  tools.filter(({ name }) => name === wanted);
