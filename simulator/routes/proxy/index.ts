import type { Route } from '../../core/types';
import { find } from './find';
import { set } from './set';

export const proxyRoutes: Route[] = [set, find];
