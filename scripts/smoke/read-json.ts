/** Something deep within what was parsed; `undefined` where there is no such thing. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, step) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined),
    value,
  );

export const textIn = (value: unknown, ...path: readonly (string | number)[]): string => {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
};

export const listIn = (value: unknown, ...path: readonly (string | number)[]): readonly unknown[] => {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
};

/** The data of a stream's events, those that are JSON. */
export const eventsIn = (stream: string): readonly unknown[] =>
  [...stream.matchAll(/^data: (\{.*\})\r?$/gm)].map(([, data = '']): unknown => JSON.parse(data));

/** The field for which an answer of status 400 or more is known by. */
export const errorCode = (json: unknown): string => textIn(json, 'error', 'code');
