import type { Route } from '../../core/types';
import { getCatalog } from './getCatalog';
import { getCollections } from './getCollections';

export const businessRoutes: Route[] = [getCatalog, getCollections];
