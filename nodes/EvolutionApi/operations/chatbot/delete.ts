import { defineOperation } from '../../core/table/defineOperation';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { platform, platformInput } from './shared/family';
import { bot } from './shared/locators';

/** `DELETE /{platform}/delete/{bot}/{instance}` */
export const deleteBot = defineOperation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete a WhatsApp chatbot',
	description: 'Delete a bot and its sessions',
	request: {
		method: 'DELETE',
		path: '/{platform}/delete/{bot}/{instance}',
		retry: 'neverAfterSent',
	},
	fields: [instanceField, platform, bot],
	input: { platform: platformInput, bot: text },
	example: { platform: 'typebot', bot: 'cmwomv48e04gwf47dnhpimt1h' },
	output: (_answer, { platform: name, bot: id }) => ({ deleted: true, platform: name, id }),
});
