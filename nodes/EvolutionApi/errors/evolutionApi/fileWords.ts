import { SENDS, type KnownWords } from '../knownWords';

// Errors about files from Evolution API and its libraries: sharp, ffmpeg, axios, Baileys.

const DOWNLOAD = /^\/chat\/getBase64FromMediaMessage\//;

export const FILE_WORDS: readonly KnownWords[] = [
	{
		example: "TypeError: Cannot read properties of undefined (reading 'ephemeralMessage')",
		words:
			/reading 'ephemeralMessage'|'in' operator to search for 'messageContextInfo'|No message present|no content in message|bad decrypt|Cannot derive from empty media key|wrong final block length|unable to authenticate data/,
		path: DOWNLOAD,
		message: 'The server has stored this message without its content, or cannot decrypt the file',
		whatToDo:
			'It could not read the message when it arrived. Ask the person to send it again, or open it on the phone.',
		outcome: 'no',
	},
	{
		example: 'AxiosError: Request failed with status code 410',
		words:
			/status code (?:403|404|410)|Failed to fetch stream|Media re-upload failed|Failed to re-upload media|No valid media URL|Invalid URL/,
		path: DOWNLOAD,
		message: 'WhatsApp does not have the file of this message any more',
		whatToDo:
			'It keeps files for some weeks, and phones seldom send them again. Download them when they come (Evolution API Trigger → Download Media), or ask the person to send it again.',
		outcome: 'no',
		marks: { notFound: true },
	},
	{
		example: 'AggregateError',
		words:
			/AggregateError|fetch failed|ECONN(?:RESET|REFUSED)|E(?:HOST|NET)UNREACH|ETIMEDOUT|EPROTO|EAI_AGAIN|ENOTFOUND|timeout of \d+ms|socket hang up|aborted$|terminated$|Premature close|Too many redirects|certificate|status code (?:429|5\d\d)/,
		path: DOWNLOAD,
		message: 'The server does not reach the files of WhatsApp',
		whatToDo:
			'Try again. If that does not help, check that the server reaches the internet (mmg.whatsapp.net), and does not use IPv6 in a network without it.',
		outcome: 'no',
		marks: { mayHeal: true },
	},
	{
		example: 'The message is not of the media type',
		words:
			/^The message is not of the media type|^Template message does not contain a supported media|message is not a media message|Could not determine mediaType|^Error: Invalid media type/,
		path: DOWNLOAD,
		message: 'There is no file in this message',
		whatToDo: 'Check Message ID: only pictures, videos, audio, documents and stickers have a file.',
		outcome: 'no',
	},
	{
		example: 'Message not found',
		words: /^Message not found$|reading 'includes'/,
		path: DOWNLOAD,
		message: 'The server does not find this message by its ID',
		whatToDo:
			'Check Message ID. If the server stores no messages, or the instance is a WHATSAPP-BUSINESS one, add the option Whole Message, with an item of Evolution API Trigger or Message → Get Many, both with Simplify off.',
		outcome: 'no',
	},
	{
		// The server answers 400 although the request is right: the file isn't stored.
		example: 'Media not found',
		words: /^Media not found$/,
		message: 'The storage of the server does not have this file',
		whatToDo:
			'The server stores media only with S3_ENABLED=true, and only files that arrive after this is switched on.',
		outcome: 'no',
		marks: { notFound: true },
	},
	{
		example: 'The Access Key Id you provided does not exist in our records.',
		words:
			/Access Key Id you provided|SignatureDoesNotMatch|request signature we calculated|NoSuchBucket|specified bucket does not exist|S3Error|Invalid(?:Endpoint|BucketName|AccessKeyId|SecretKey|Region|Port)\w*Error|Invalid endPoint|^(?:Error: )?AccessDenied/,
		message: 'The storage of the server (S3, MinIO) refused the request',
		whatToDo:
			'Check S3_ENDPOINT (a host name, without https:// and without a path), S3_BUCKET, S3_ACCESS_KEY and S3_SECRET_KEY in the settings of the server.',
		outcome: 'perhaps',
	},

	{
		example: 'Error: spawn ffmpeg ENOENT',
		words:
			/ffmpeg.*(?:ENOENT|not found)|Cannot find ffmpeg|ffmpeg exited|^Failed to convert audio to MP4|No image processing library available|Could not load the "sharp" module|Cannot find module 'sharp'/i,
		message: 'The server could not convert the file with ffmpeg or sharp',
		whatToDo:
			'If every file fails, the program is missing on the server: use its official image. Otherwise the file is damaged, or of a format that the program does not know. For a download, switch Convert Audio to MP4 off.',
		outcome: 'no',
	},
	{
		example: 'Error: ENOSPC: no space left on device, write',
		words:
			/ENOSPC|no space left on device|EMFILE|ENFILE|too many open files|EACCES|EROFS|permission denied|heap out of memory|ENOMEM|Cannot allocate memory|Array buffer allocation failed/i,
		message: 'The machine of the server lacks disk space, memory or permissions: {said}',
		whatToDo:
			'Free disk space, add memory, raise the limit of open files (ulimit -n), or give the user of the server access to its folders (in Docker, to the volumes). Then start the server again.',
		outcome: 'perhaps',
		list: 'stops',
	},
	{
		example: 'RangeError: Maximum call stack size exceeded',
		words: /Maximum call stack size exceeded|Invalid string length|content length exceeded/,
		path: SENDS,
		message: 'The file is too large for this version of the server, or for WhatsApp',
		whatToDo:
			'Before 2.3.7 the server accepts no more than 3.3 MB as Base64: update it, send the file by URL, or send it with the source Input Data Field and without Typing Indicator. Otherwise send a smaller file, or a link to the file.',
		outcome: 'no',
	},
	{
		example: 'Error: Media upload failed on all hosts',
		words: /Media upload failed|upload failed on all hosts/i,
		path: SENDS,
		message: 'The server could not upload the file to WhatsApp',
		whatToDo:
			'Check that the server reaches the internet (mmg.whatsapp.net), also through the proxy of the instance: some proxies let texts pass, but not files.',
		outcome: 'no',
	},
	{
		example: 'Input buffer contains unsupported image format',
		words:
			/Failed to get video duration|Failed to convert audio|Input (buffer|file) |Invalid data found when processing input|^(?:Error: )?(?:heif|source|Vips\w+|\w+load\w*):|unsupported image format|corrupt header|bad seek|Could not find MIME for Buffer|Error: Invalid media type/,
		message: 'The server cannot read the file',
		whatToDo:
			'Check that the file is complete, and of the kind that this operation sends: a picture as JPEG or PNG, a video as MP4. HEIC, AVIF and SVG can be sent as documents.',
		outcome: 'no',
	},
];
