package dev.tidemark.session;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Gives Hadoop's and Iceberg's S3 clients the keys of the process in which they run. Both clients create it by its
 * class name.
 */
public final class AwsKeysProvider implements AwsCredentialsProvider {
    private AwsKeysProvider() {}

    /** The factory method that both look for. */
    public static AwsCredentialsProvider create() {
        return new AwsKeysProvider();
    }

    @Override
    public AwsCredentials resolveCredentials() {
        AwsKeys keys = AwsKeys.ofProcess(System.getenv())
                .orElseThrow(() -> SdkClientException.create(
                        "This process has no keys for S3. The driver has them from s3.access-key and s3.secret-key,"
                                + " which go to no executor. Give executors TIDEMARK_S3_ACCESS_KEY and"
                                + " TIDEMARK_S3_SECRET_KEY, or files by TIDEMARK_S3_ACCESS_KEY_FILE and"
                                + " TIDEMARK_S3_SECRET_KEY_FILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, in the"
                                + " environment of their workers; or leave s3.access-key empty and set"
                                + " spark.hadoop.fs.s3a.aws.credentials.provider in spark.defaults"));
        return AwsBasicCredentials.create(
                keys.accessKey().value(), keys.secretKey().value());
    }
}
