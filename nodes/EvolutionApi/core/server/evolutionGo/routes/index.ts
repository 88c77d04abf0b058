import type { GoRoutes } from '../goRoute';
import { chatRoutes } from './chatRoutes';
import { choiceRoutes } from './choiceRoutes';
import { contactRoutes } from './contactRoutes';
import { groupRoutes } from './groupRoutes';
import { instanceRoutes } from './instanceRoutes';
import { labelRoutes } from './labelRoutes';
import { mediaRoutes } from './mediaRoutes';
import { messageRoutes } from './messageRoutes';
import { profileRoutes } from './profileRoutes';
import { settingsRoutes } from './settingsRoutes';
import { systemRoutes } from './systemRoutes';
import { textRoutes } from './textRoutes';

/** What Evolution Go can do of all that the table asks, and how it is asked. */
export const GO_ROUTES: GoRoutes = {
	...textRoutes,
	...mediaRoutes,
	...choiceRoutes,
	...messageRoutes,
	...chatRoutes,
	...contactRoutes,
	...groupRoutes,
	...labelRoutes,
	...profileRoutes,
	...instanceRoutes,
	...settingsRoutes,
	...systemRoutes,
};
