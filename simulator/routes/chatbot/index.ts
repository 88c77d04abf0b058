import type { Route } from '../../core/types';
import { botRoutes } from './bots';
import { openaiRoutes } from './credentials';
import { PLATFORMS } from './platforms';
import { sessionRoutes } from './sessions';
import { settingsRoutes } from './settings';
import { start } from './start';

export const chatbotRoutes: Route[] = [
	...PLATFORMS.flatMap((platform) => [
		...botRoutes(platform),
		...settingsRoutes(platform),
		...sessionRoutes(platform),
	]),
	start,
	...openaiRoutes,
];
