import { textField } from '../../../../fields/fieldKinds';
import { clearableText, webAddress } from '../../../../fields/inputs';

// Address and key of a bot, for the platforms that use these names.

export const apiUrl = textField('API URL', 'apiUrl', {
	displayOptions: { show: { '/platform': ['dify', 'evolutionBot', 'flowise'] } },
	placeholder: 'e.g. https://bots.example.com/api/v1',
	description:
		'URL of the API of Dify (e.g. https://api.dify.ai/v1), of the prediction of Flowise, or of your own service for Evolution Bot',
});

export const apiKey = textField('API Key', 'apiKey', {
	typeOptions: { password: true },
	displayOptions: { show: { '/platform': ['dify', 'evoai', 'evolutionBot', 'flowise'] } },
	description: 'API key of the bot on its platform',
});

export const apiUrlShape = { apiUrl: webAddress.optional() };
export const apiKeyShape = { apiKey: clearableText };
