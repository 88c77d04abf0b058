import type { Route } from '../../core/types';
import { findSettings } from './find';
import { setSettings } from './set';

export const settingsRoutes: Route[] = [setSettings, findSettings];
