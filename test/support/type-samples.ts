import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A value of a type that holds the marker in one place, and that place. */
export interface Sample {
  readonly path: string;
  readonly value: unknown;
}

const MAX_DEPTH = 12;

const packageFolder = (name: string): string => dirname(fileURLToPath(import.meta.resolve(name)));

/** Reads one exported type out of the official client, as its users' compilers do. */
const openType = (file: string, name: string): { checker: ts.TypeChecker; type: ts.Type } => {
  const path = join(packageFolder('openai'), file);
  const program = ts.createProgram([path], {
    strict: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(path);
  const symbol = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  const found =
    symbol === undefined ? undefined : checker.getExportsOfModule(symbol).find((one) => one.name === name);
  if (found === undefined) throw new Error(`openai has no type ${name}.`);
  const target = found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
  return { checker, type: checker.getDeclaredTypeOfSymbol(target) };
};

const has = (type: ts.Type, flag: ts.TypeFlags): boolean => (type.flags & flag) !== 0;

const membersOf = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type]);

/**
 * Every place where a type has a string that anybody may choose: for each of them a value of the type that holds the
 * marker just there. Required fields beside it are filled with something plain.
 */
export const samplesOf = (file: string, name: string, marker: string): readonly Sample[] => {
  const { checker, type: root } = openType(file, name);

  const propertiesOf = (type: ts.Type): readonly [string, ts.Type, boolean][] =>
    checker
      .getPropertiesOfType(type)
      .map((property) => [
        property.name,
        checker.getTypeOfSymbol(property),
        (property.flags & ts.SymbolFlags.Optional) !== 0,
      ]);

  const elementOf = (type: ts.Type): ts.Type | undefined =>
    checker.isArrayType(type) || checker.isTupleType(type)
      ? checker.getIndexTypeOfType(type, ts.IndexKind.Number)
      : undefined;

  /** Something plain of a type. */
  const plain = (type: ts.Type, depth: number): unknown => {
    if (type.isUnion()) {
      const member = type.types.find((one) => !has(one, ts.TypeFlags.Null | ts.TypeFlags.Undefined));
      return member === undefined ? null : plain(member, depth);
    }
    if (type.isStringLiteral() || type.isNumberLiteral()) return type.value;
    if (has(type, ts.TypeFlags.StringLike) || type.isIntersection()) return 'x';
    if (has(type, ts.TypeFlags.NumberLike)) return 1;
    if (has(type, ts.TypeFlags.BooleanLike)) return true;
    if (elementOf(type) !== undefined) return [];
    return depth > MAX_DEPTH ? {} : requiredOf(type, depth);
  };

  const requiredOf = (type: ts.Type, depth: number): Record<string, unknown> =>
    Object.fromEntries(
      propertiesOf(type)
        .filter(([, , optional]) => !optional)
        .map(([key, property]) => [key, plain(property, depth + 1)]),
    );

  const walk = (type: ts.Type, path: string, open: readonly ts.Type[]): Sample[] => {
    if (type.isUnion()) return membersOf(type).flatMap((member) => walk(member, path, open));
    if (type.isStringLiteral() || has(type, ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike)) return [];
    if (
      has(type, ts.TypeFlags.StringLike) ||
      (type.isIntersection() && type.types.some((one) => has(one, ts.TypeFlags.String)))
    ) {
      return [{ path, value: marker }];
    }
    if (has(type, ts.TypeFlags.Unknown | ts.TypeFlags.Any)) return [{ path, value: { any: [marker] } }];
    if (!has(type, ts.TypeFlags.Object) || open.includes(type) || open.length > MAX_DEPTH) return [];
    const within = [...open, type];
    const element = elementOf(type);
    if (element !== undefined) {
      return walk(element, `${path}[]`, within).map(({ path: at, value }) => ({ path: at, value: [value] }));
    }
    const required = requiredOf(type, open.length);
    const indexed = checker.getIndexTypeOfType(type, ts.IndexKind.String);
    return [
      ...propertiesOf(type).flatMap(([key, property]) =>
        walk(property, `${path}.${key}`, within).map(({ path: at, value }) => ({
          path: at,
          value: { ...required, [key]: value },
        })),
      ),
      ...(indexed === undefined
        ? []
        : walk(indexed, `${path}.{key}`, within).map(({ path: at, value }) => ({
            path: at,
            value: { ...required, key: value },
          }))),
    ];
  };

  return walk(root, '', []);
};
