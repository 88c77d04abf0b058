import type { Route } from '../../core/types';
import { generateMessageId } from './generateMessageId';
import { metrics } from './metrics';
import { receiveMessage } from './receiveMessage';

export const systemRoutes: Route[] = [generateMessageId, metrics, receiveMessage];
