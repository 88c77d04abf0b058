import type { Route } from '../../core/types';
import { fetchAllGroups } from './fetchAllGroups';

export const groupRoutes: Route[] = [fetchAllGroups];
