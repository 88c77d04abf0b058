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
