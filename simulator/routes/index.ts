import type { Route } from '../core/types';
import { chatRoutes } from './chat';
import { groupRoutes } from './group';
import { instanceRoutes } from './instance';
import { labelRoutes } from './label';
import { licenseRoutes } from './license';
import { messageRoutes } from './message';
import { rootRoutes } from './root';
import { webhookRoutes } from './webhook';

/** Every Evolution route that the simulator has. A new one is a file and a line in its group. */
export const routes: Route[] = [
	...rootRoutes,
	...instanceRoutes,
	...messageRoutes,
	...chatRoutes,
	...groupRoutes,
	...labelRoutes,
	...webhookRoutes,
	...licenseRoutes,
];
