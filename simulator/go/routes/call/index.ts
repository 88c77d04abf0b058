import { success } from '../../core/answers';
import { checkNumber } from '../../core/numberChecks';
import { bodyOf, type GoRoute } from '../../core/route';
import { sendToWhatsApp } from '../../life/useClient';

const struct = {
	name: 'RejectCallStruct',
	fields: { callCreator: 'types.JID', callId: 'string' },
} as const;

/** The server doesn't check that the call exists. */
export const callGoRoutes: GoRoute[] = [
	{
		method: 'POST',
		path: '/call/reject',
		key: 'instance',
		numbers: checkNumber,
		async run(call) {
			bodyOf(call, struct);
			await sendToWhatsApp(call);
			return success();
		},
	},
];
