import { fillRoute } from '../../../core/http/route';
import { wholeAnswer } from '../../../core/server/paging';
import { trySend } from '../../../core/server/request';
import { doubtful, fine } from '../../../trigger/health/finding';
import { counted } from '../../../trigger/health/listeningWorkflows';
import { listed } from './instanceChecks';
import type { SetupCheck } from './setupCheck';

/** `GET /template/find/{instance}`: only Meta has message templates, and the server asks it for them. */
export const templatesCheck: SetupCheck = {
	name: 'Templates',
	needs: ['Instance'],
	isOfInstance: true,
	async look(setup) {
		const { context, connection, instance } = setup;
		if (listed(setup)?.integration !== 'WHATSAPP-BUSINESS') {
			return fine(
				'Message templates and their lists need an instance of the Cloud API of Meta (WHATSAPP-BUSINESS), which this one is not',
			);
		}
		const answer = await trySend(context, connection, {
			method: 'GET',
			path: fillRoute('/template/find/{instance}', { instance }),
			retry: 'always',
			whenEmpty: {},
			instance,
		});
		if ('failure' in answer) {
			return doubtful(
				`Meta does not give the message templates: ${answer.failure.message}`,
				'Check that the server reaches graph.facebook.com, and token and Business ID of the instance in Meta’s settings.',
			);
		}
		return fine(`Meta has ${counted(wholeAnswer(answer.body).length, 'message template')}`);
	},
};
