import type { Route } from '../../core/types';
import { findChatwoot } from './find';
import { setChatwoot } from './set';
import { webhook } from './webhook';

export const chatwootRoutes: Route[] = [setChatwoot, findChatwoot, webhook];
