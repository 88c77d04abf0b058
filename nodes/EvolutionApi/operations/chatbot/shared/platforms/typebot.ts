import { textField } from '../../../../fields/fieldKinds';
import { text, webAddress } from '../../../../fields/inputs';
import { definePlatform } from './platform';

const show = { '/platform': ['typebot'] } as const;

export const typebotUrl = textField('Typebot URL', 'typebotUrl', {
	displayOptions: { show },
	placeholder: 'e.g. https://typebot.example.com',
	description: 'URL of the Typebot viewer, without the name of the bot',
});

export const typebotName = textField('Typebot Name', 'typebotName', {
	displayOptions: { show },
	placeholder: 'e.g. customer-support-x1y2z3',
	description: 'Public ID of the bot: the last part of its URL',
});

export const typebot = definePlatform({
	shape: { typebotUrl: webAddress.optional(), typebotName: text.optional() },
	optionsShape: {},
	own: { url: 'typebotUrl', typebot: 'typebotName' },
	needs: () => ['typebotUrl', 'typebotName'],
	defaults: {},
});
