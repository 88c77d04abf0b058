import type { Resource } from '../core/operation';
import { message } from './message';

/** The operation table: the resources in alphabetical order of their labels. */
export const resources: readonly Resource[] = [message];
