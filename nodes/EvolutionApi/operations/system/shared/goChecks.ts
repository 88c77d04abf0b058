import { RequestFailure } from '../../../core/failures/failure';
import { noServerAt } from '../../../core/server/explainOtherServer';
import { sendTo } from '../../../core/server/sendTo';
import { recordOf } from '../../../core/values/answer';
import { CONNECT } from '../../../trigger/health/connectionFinding';
import { fine, notChecked, wrong } from '../../../trigger/health/finding';
import { GO_TRIGGER_CHECKS } from './goTriggerChecks';
import { stopped, type Setup, type SetupCheck } from './setupCheck';

// What can be checked of an Evolution Go server itself. It tells no version.

const askOf = ({ context, connection }: Setup) => sendTo(context, connection);

/** `GET /server/ok`, which needs neither key nor license. */
const goServerCheck: SetupCheck = {
	name: 'Server',
	needs: [],
	async look(setup) {
		const { baseUrl } = setup.connection;
		const found = await setup.connection.server.instances.identify(askOf(setup));
		if (found !== undefined) return fine(`Evolution Go answers at ${baseUrl}`);
		throw new RequestFailure(noServerAt('Evolution Go', baseUrl, 'another program answers there'));
	},
};

const goLicenseCheck: SetupCheck = {
	name: 'License',
	needs: ['Server'],
	async look(setup) {
		const answer = await askOf(setup)({ method: 'GET', path: '/license/status', retry: 'always' });
		if (recordOf(answer).status === 'active') return fine('The server is activated');
		throw stopped(
			'This Evolution Go server is not activated: its license is missing',
			`Open ${setup.connection.baseUrl}/manager/login and activate the server.`,
		);
	},
};

const goGlobalKeyCheck: SetupCheck = {
	name: 'Global API Key',
	needs: ['License'],
	async look(setup) {
		if (setup.connection.globalKey === undefined) {
			return notChecked('the credential has none, so instances cannot be listed');
		}
		const instances = await setup.connection.server.instances.list(askOf(setup));
		return fine(`It is valid, and the server has ${instances.length} instances`);
	},
};

const goConnectionCheck: SetupCheck = {
	name: 'Connection',
	needs: ['License'],
	async look(setup) {
		const { connection, instance } = setup;
		if (instance === '' && connection.apiKey === '') return notChecked('no instance is chosen');
		const state = await connection.server.instances.state(askOf(setup), instance);
		const which = instance === '' ? 'of the token' : `"${instance}"`;
		if (state === 'open') return fine(`The instance ${which} is connected to WhatsApp`);
		return state === 'connecting'
			? wrong(`The instance ${which} waits for its QR code to be scanned`, CONNECT)
			: wrong(`The instance ${which} is not connected to WhatsApp`, CONNECT);
	},
};

export const GO_CHECKS: readonly SetupCheck[] = [
	goServerCheck,
	goLicenseCheck,
	goGlobalKeyCheck,
	goConnectionCheck,
	...GO_TRIGGER_CHECKS,
];
