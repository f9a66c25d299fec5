import { startLocalAws } from '../../local/aws/aws.ts';

/** Runs the laptop's AWS in a process of its own, so that a test can kill it; its environment goes to the parent. */
const aws = await startLocalAws({ stateFolder: process.argv[2] ?? '' });
process.send?.(aws.environment);
