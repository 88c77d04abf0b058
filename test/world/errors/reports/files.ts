import { EA, failed, MEDIA, refused, said, type ErrorReport } from '../report';

const DOWNLOAD = ['message', 'downloadMedia'] as const;
const STORAGE = ['mediaStorage', 'getUrl'] as const;

export const fileErrorReports: readonly ErrorReport[] = [
	{
		source: `${EA}#2151`,
		saw: 'texts go through the proxy of the instance, files do not',
		asked: MEDIA,
		answer: failed(['Error: Media upload failed on all hosts']),
		right: /could not upload.*proxy of the instance/s,
		done: 'no',
	},
	{
		source: `${EA}#2091`,
		saw: 'a voice note is refused',
		asked: ['message', 'sendVoiceNote'],
		answer: refused('File buffer, URL, or base64 audio is required'),
		right: /cannot use the file: File buffer, URL, or base64 audio/,
		done: 'no',
	},
	{
		source: `${EA}#1116`,
		saw: 'the file of one person cannot be loaded: 403',
		asked: DOWNLOAD,
		answer: refused('AxiosError: Request failed with status code 403'),
		right: /does not have the file of this message any more/,
		done: 'no',
	},
	{
		source: `${EA}#1353`,
		saw: 'no file goes out by the official API: a line of code about a name',
		asked: MEDIA,
		answer: failed("TypeError: Cannot read properties of undefined (reading 'name')"),
		right: /could not prepare the file/,
		done: 'no',
	},
	{
		source: 'AstraOnlineWeb/astracampaign#28',
		saw: 'the address of the files of a campaign answers 404 to the server',
		asked: MEDIA,
		answer: refused('AxiosError: Request failed with status code 404'),
		right: /cannot open .*404.*Check the address/s,
		done: 'no',
	},
	{
		source: `${EA}#1079`,
		saw: 'a server of version 1 wants a mediaMessage',
		asked: MEDIA,
		answer: said(400, [['instance requires property "mediaMessage"']]),
		right: /version 1/,
		done: 'no',
	},
	{
		source: 'WhiskeySockets/Baileys#149',
		saw: 'the reason is an object that says only that there was an error',
		asked: MEDIA,
		answer: refused({
			data: null,
			isBoom: true,
			isServer: true,
			output: {
				statusCode: 500,
				payload: { statusCode: 500, message: 'An internal server error occurred' },
			},
		}),
		right: /without saying why|log of the server/,
		done: 'perhaps',
	},
	{
		source: 'wwebjs/whatsapp-web.js#2914',
		saw: 'a sticker fails: Output format webp is not available',
		asked: ['message', 'sendSticker'],
		answer: refused('Error: Output format webp is not available'),
		right: /official image/,
		done: 'no',
	},
	{
		source: `${EA}#1208`,
		saw: 'the storage says Access Denied',
		asked: STORAGE,
		answer: failed('S3Error: Access Denied.'),
		right: /storage.*S3_ACCESS_KEY/s,
		done: 'no',
	},
	{
		source: `${EA}#1478, baptisteArno/typebot.io#181`,
		saw: 'the storage cannot be used: Invalid endPoint',
		asked: STORAGE,
		answer: failed('InvalidEndpointError: Invalid endPoint : https://minio.example.com'),
		right: /S3_ENDPOINT/,
		done: 'no',
	},
];
