import type { StreamingHandler } from './lambda-runtime.ts';

/** A method of the API with its function, such as `GET /v1/models/{id}`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly resource: `/${string}`;
  readonly handler: StreamingHandler;
}

export interface MatchedRoute extends Route {
  /** The values of `{name}` segments, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

const PARAMETER = /^\{(?<name>\w+)\}$/;

const decode = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
};

const matchPath = (resource: string, path: string): Record<string, string> | undefined => {
  const wanted = resource.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const actual = given[index] ?? '';
    const name = PARAMETER.exec(segment)?.groups?.['name'];
    const value = name === undefined ? undefined : decode(actual);
    if (name !== undefined && value) parameters[name] = value;
    else if (segment !== actual) return undefined;
  }
  return parameters;
};

/** The routes whose resource fits the path; their methods are what the path allows. */
export const routesOf = (routes: readonly Route[], path: string): readonly MatchedRoute[] =>
  routes.flatMap((route) => {
    const parameters = matchPath(route.resource, path);
    return parameters ? [{ ...route, parameters }] : [];
  });
