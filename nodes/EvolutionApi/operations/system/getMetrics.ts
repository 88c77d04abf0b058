import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput } from '../../fields/collections';
import { collectionField, textField } from '../../fields/fieldKinds';
import { optionalText } from '../../fields/inputs';

/** `GET /metrics`: plain text, and only if the metrics are switched on. */
export const getMetrics = defineOperation({
	name: 'Get Metrics',
	value: 'getMetrics',
	action: 'Get the metrics of the WhatsApp server',
	description:
		'Get the state of all instances as text for Prometheus, from a server with PROMETHEUS_METRICS=true',
	since: '2.3.3',
	request: {
		method: 'GET',
		path: '/metrics',
		reads: true,
		text: true,
		whenRouteMissing: {
			message: 'The metrics of the server are switched off',
			description: 'Start the server with PROMETHEUS_METRICS=true.',
		},
		whenUnauthorized: {
			message: 'The metrics of the server need another user or password',
			description:
				'Add User and Password under Login: METRICS_USER and METRICS_PASSWORD in the settings of the server.',
		},
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
	headers: ({ login: { user, password } = {} }) =>
		user === undefined && password === undefined
			? undefined
			: {
					authorization: `Basic ${Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64')}`,
				},
	output: ({ data }) => ({ metrics: data }),
});
