import { hostname, userInfo } from 'node:os';

const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    // A process may run under a number that no user has.
    return `uid-${process.getuid?.() ?? '?'}`;
  }
};

/** Who runs the command, where AWS can't be asked: what this computer calls the user. */
export const localOperator = (): string =>
  `${userName()}@${hostname()}`.replaceAll(/[^\x21-\x7e]/g, '_').slice(0, 256);
