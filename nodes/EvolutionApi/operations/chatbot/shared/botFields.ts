import { textField } from '../../../fields/fieldKinds';
import { toggle } from '../../../fields/toggle';

export const botEnabled = toggle('Enabled', 'enabled', 'Whether the bot answers', true);

export const botDescription = textField('Description', 'description', {
	placeholder: 'e.g. Answers questions about orders',
	description: 'What the bot is for',
});
