import { pictureAsText } from '../../../../../../nodes/EvolutionApi/fields/markdown/pictures';
import { toWhatsappParts } from '../../../../../../nodes/EvolutionApi/fields/markdown/toWhatsapp';

/** Converts Markdown to a text in WhatsApp's formatting. Each picture becomes text with its URL, as in operations that send no pictures. */
export const toWhatsapp = (markdown: string): string =>
	toWhatsappParts(markdown)
		.map((part) => (part.picture === undefined ? part.text : pictureAsText(part)))
		.join('\n');
