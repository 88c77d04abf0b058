import type { Route } from '../../core/types';
import { set } from './set';
import { find } from './find';

export const webhookRoutes: Route[] = [set, find];
