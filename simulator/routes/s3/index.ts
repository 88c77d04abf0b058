import type { Route } from '../../core/types';
import { getMedia } from './getMedia';
import { getMediaUrl } from './getMediaUrl';

export const s3Routes: Route[] = [getMedia, getMediaUrl];
