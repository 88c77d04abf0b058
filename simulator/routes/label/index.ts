import type { Route } from '../../core/types';
import { findLabels } from './findLabels';
import { handleLabel } from './handleLabel';

export const labelRoutes: Route[] = [findLabels, handleLabel];
