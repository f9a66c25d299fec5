/*
 * The parts of S3's SDK that are used. They are loaded together when the first large object comes; named here one by
 * one, they alone get into a function's bundle, while an import of the whole package at run time takes all of it along.
 */
export {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
