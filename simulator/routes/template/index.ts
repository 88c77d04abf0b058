import type { Route } from '../../core/types';
import { create } from './create';
import { deleteTemplate } from './delete';
import { edit } from './edit';
import { find } from './find';

export const templateRoutes: Route[] = [create, edit, deleteTemplate, find];
