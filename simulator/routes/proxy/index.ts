import type { Route } from '../../core/types';
import { findProxy } from './find';
import { setProxy } from './set';

export const proxyRoutes: Route[] = [setProxy, findProxy];
