import type { GoRoute } from '../core/route';
import { callGoRoutes } from './call';
import { chatGoRoutes } from './chat';
import { communityGoRoutes } from './community';
import { groupGoRoutes } from './group';
import { instanceGoRoutes } from './instance';
import { labelGoRoutes } from './label';
import { messageGoRoutes } from './message';
import { newsletterGoRoutes } from './newsletter';
import { passkeyGoRoutes } from './passkey';
import { pollGoRoutes } from './polls';
import { sendRoutes } from './send';
import { serverRoutes } from './server';
import { userGoRoutes } from './user';

/** Every route of Evolution Go. To add a route, write a file and add a line to the list of its group. */
export const goRoutes: GoRoute[] = [
	...serverRoutes,
	...instanceGoRoutes,
	...sendRoutes,
	...messageGoRoutes,
	...chatGoRoutes,
	...userGoRoutes,
	...groupGoRoutes,
	...labelGoRoutes,
	...communityGoRoutes,
	...newsletterGoRoutes,
	...callGoRoutes,
	...pollGoRoutes,
	...passkeyGoRoutes,
];
