import type { Route } from '../../core/types';
import { offer } from './offer';

export const callRoutes: Route[] = [offer];
