import type { Route } from '../../core/types';
import { info } from './info';
import { verifyCreds } from './verifyCreds';

export const rootRoutes: Route[] = [info, verifyCreds];
