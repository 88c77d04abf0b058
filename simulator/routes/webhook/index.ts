import type { Route } from '../../core/types';
import { setWebhookRoute } from './set';
import { findWebhook } from './find';

export const webhookRoutes: Route[] = [setWebhookRoute, findWebhook];
