import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';

/** `DELETE /instance/delete/{instance}`. The name becomes free a moment later. */
export const deleteInstance = defineOperation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete a WhatsApp instance',
	description: 'Disconnect the account and delete the instance with all its data',
	request: { method: 'DELETE', path: '/instance/delete/{instance}', retry: 'neverAfterSent' },
	fields: [instanceField],
	output: (_answer, _input, instanceName) => ({ deleted: true, instanceName }),
});
