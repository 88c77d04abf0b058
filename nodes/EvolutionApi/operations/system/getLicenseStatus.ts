import { defineOperation } from '../../core/table/defineOperation';

/** `GET /license/status`; needs no key, and works even if the server is not activated. */
export const getLicenseStatus = defineOperation({
	name: 'Get License Status',
	value: 'getLicenseStatus',
	action: 'Get the license status of the WhatsApp server',
	description: 'Get whether the server is activated, without which it rejects all other requests',
	since: '2.4.0',
	request: { method: 'GET', path: '/license/status', reads: true },
	fields: [],
	output: ({ instance_id: serverId, ...answer }) => ({
		...answer,
		active: answer.status === 'active',
		serverId: serverId ?? null,
	}),
});
