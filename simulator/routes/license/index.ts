import type { Route } from '../../core/types';
import { status } from './status';

export const licenseRoutes: Route[] = [status];
