import type { Route } from '../core/types';
import { businessRoutes } from './business';
import { callRoutes } from './call';
import { chatRoutes } from './chat';
import { chatbotRoutes } from './chatbot';
import { chatwootRoutes } from './chatwoot';
import { eventTransportRoutes } from './eventTransport';
import { groupRoutes } from './group';
import { instanceRoutes } from './instance';
import { labelRoutes } from './label';
import { licenseRoutes } from './license';
import { messageRoutes } from './message';
import { proxyRoutes } from './proxy';
import { rootRoutes } from './root';
import { s3Routes } from './s3';
import { settingsRoutes } from './settings';
import { systemRoutes } from './system';
import { templateRoutes } from './template';
import { webhookRoutes } from './webhook';

export const routes: Route[] = [
	...rootRoutes,
	...instanceRoutes,
	...messageRoutes,
	...chatRoutes,
	...groupRoutes,
	...labelRoutes,
	...webhookRoutes,
	...licenseRoutes,
	...systemRoutes,
	...settingsRoutes,
	...proxyRoutes,
	...chatwootRoutes,
	...eventTransportRoutes,
	...chatbotRoutes,
	...templateRoutes,
	...businessRoutes,
	...callRoutes,
	...s3Routes,
];
