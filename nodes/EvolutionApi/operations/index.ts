import type { Resource } from '../core/operation';
import { instance } from './instance';
import { message } from './message';
import { status } from './status';

/** The operation table: the resources in alphabetical order of their labels. */
export const resources: readonly Resource[] = [instance, message, status];
