import type { Route } from '../../core/types';
import { createTemplate } from './create';
import { deleteTemplate } from './delete';
import { edit } from './edit';
import { findTemplates } from './find';

export const templateRoutes: Route[] = [createTemplate, edit, deleteTemplate, findTemplates];
