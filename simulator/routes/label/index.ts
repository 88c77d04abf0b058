import type { Route } from '../../core/types';
import { findLabels } from './findLabels';

export const labelRoutes: Route[] = [findLabels];
