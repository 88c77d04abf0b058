import type { Resource } from '../core/operation';
import { apiRequest } from './apiRequest';
import { contact } from './contact';
import { instance } from './instance';
import { message } from './message';
import { settings } from './settings';
import { status } from './status';

/** The operation table: the resources in alphabetical order of their labels. */
export const resources: readonly Resource[] = [
	apiRequest,
	contact,
	instance,
	message,
	settings,
	status,
];
