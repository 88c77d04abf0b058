import { chatbotControl } from './chatbots';
import { faultRoutes } from './faults';
import { goEventRoutes } from './goEvents';
import { groupRoutes } from './groups';
import { instanceRoutes } from './instances';
import { liveRoutes } from './live';
import { logRoutes } from './logs';
import { messageRoutes } from './messages';
import { peopleRoutes } from './people';
import { planRoutes } from './plans';
import { settingsRoutes } from './settings';
import { socketRoutes } from './sockets';
import type { ControlRoute } from './types';

export const controlRoutes: ControlRoute[] = [
	...instanceRoutes,
	...messageRoutes,
	...peopleRoutes,
	...planRoutes,
	...groupRoutes,
	...goEventRoutes,
	...chatbotControl,
	...logRoutes,
	...faultRoutes,
	...settingsRoutes,
	...socketRoutes,
	...liveRoutes,
];
