import type { Route } from '../../core/types';
import { find } from './find';
import { set } from './set';
import { webhook } from './webhook';

export const chatwootRoutes: Route[] = [set, find, webhook];
