import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';
import { useClient } from '../../whatsapp/client';
import { perChannel } from '../../whatsapp/send';

export const fetchPrivacySettings: InstanceRoute = {
	method: 'GET',
	path: '/chat/fetchPrivacySettings/:instanceName',
	guard: 'instance',
	handler: perChannel({
		baileys({ instance }) {
			useClient(instance, 'fetchPrivacySettings');
			return ok(instance.account.privacy);
		},
	}),
};
