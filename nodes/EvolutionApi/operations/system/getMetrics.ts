import { RequestFailure } from '../../core/failures/failure';
import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput } from '../../fields/collections';
import { collectionField, textField } from '../../fields/fieldKinds';
import { optionalText } from '../../fields/inputs';

const SWITCHED_OFF = {
	message: 'The metrics of the server are switched off',
	description: 'Start the server with PROMETHEUS_METRICS=true.',
};
const WRONG_LOGIN = {
	message: 'The metrics of the server need another user or password',
	description:
		'Add User and Password under Login: METRICS_USER and METRICS_PASSWORD in the settings of the server.',
};

/** The route can be switched off, and has a login of its own. */
function explained(error: unknown): unknown {
	if (!(error instanceof RequestFailure)) return error;
	const { failure } = error;
	if (failure.httpCode === 401) return new RequestFailure({ ...failure, ...WRONG_LOGIN });
	if (failure.unknownRoute !== true) return error;
	return new RequestFailure({ ...failure, ...SWITCHED_OFF });
}

/** `GET /metrics`: plain text, and only if the metrics are switched on. */
export const getMetrics = defineOperation({
	name: 'Get Metrics',
	value: 'getMetrics',
	action: 'Get the metrics of the WhatsApp server',
	description:
		'Get the state of all instances as text for Prometheus, if the server has PROMETHEUS_METRICS=true',
	since: '2.3.3',
	request: {
		method: 'GET',
		path: '/metrics',
		reads: true,
		text: true,
	},
	fields: [
		collectionField('Login', 'login', {
			placeholder: 'Add field',
			description: 'For a server that runs with METRICS_AUTH_REQUIRED=true',
			options: [
				textField('Password', 'password', {
					typeOptions: { password: true },
					description: 'METRICS_PASSWORD in the settings of the server',
				}),
				textField('User', 'user', {
					placeholder: 'e.g. prometheus',
					description: 'METRICS_USER in the settings of the server',
				}),
			],
		}),
	],
	input: {
		login: collectionInput({ password: optionalText, user: optionalText }),
	},
	async run({ login: { user, password } = {} }, { ask }) {
		const isGiven = user !== undefined || password !== undefined;
		const basic = Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64');
		const headers = isGiven ? { authorization: `Basic ${basic}` } : undefined;
		return await ask({ headers }).catch((error: unknown) => {
			throw explained(error);
		});
	},
	output: ({ data }) => ({ metrics: data }),
});
