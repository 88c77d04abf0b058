import { z } from 'zod';

import { defineOperation } from '../../core/defineOperation';

/** `GET /metrics`: plain text, and only where it is switched on. */
export const getMetrics = defineOperation({
	name: 'Get Metrics',
	value: 'getMetrics',
	action: 'Get the metrics of the server',
	description:
		'Get the state of all instances as text for Prometheus. The server must run with PROMETHEUS_METRICS=true.',
	request: {
		method: 'GET',
		path: '/metrics',
		retry: 'always',
		reads: true,
		text: true,
		whenRouteMissing: {
			message: 'The metrics of the server are switched off',
			description:
				'Start the server with PROMETHEUS_METRICS=true. With METRICS_AUTH_REQUIRED=true it wants a user and password of its own, which this node does not send.',
		},
	},
	fields: [],
	input: z.object({}),
	example: {},
	output: ({ data }) => ({ metrics: data }),
});
