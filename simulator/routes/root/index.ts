import type { Route } from '../../core/types';
import { serverInfo } from './info';
import { verifyCreds } from './verifyCreds';

export const rootRoutes: Route[] = [serverInfo, verifyCreds];
