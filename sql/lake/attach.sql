ATTACH {address} AS lake (DATA_PATH {data_path}{options});
